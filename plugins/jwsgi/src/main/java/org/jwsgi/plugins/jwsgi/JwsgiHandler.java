package org.jwsgi.plugins.jwsgi;

import java.lang.invoke.MethodHandle;
import java.util.HashMap;
import org.jwsgi.api.request.Request;
import org.jwsgi.api.request.RequestHandler;
import org.jwsgi.api.request.RequestVars;
import org.jwsgi.api.request.Response;

/**
 * Runs one application. Runs in: WORKER, on the requests' threads, several at once.
 *
 * @param application takes a HashMap and returns an Object array, exactly
 * @param loader the context class loader while the application runs
 * @param names turns the variables' names into strings
 * @param bridge makes the {@code jwsgi.input} object
 */
record JwsgiHandler(MethodHandle application, ClassLoader loader, VariableNames names, UwsgiBridge bridge)
        implements RequestHandler {

    @Override
    public void handle(Request request, Response response) throws Exception {
        if (request.modifier2() != JwsgiLanguageProvider.MODIFIER2) {
            throw new InvalidResponseException("unable to find JVM request handler " + request.modifier2());
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            ResponseWriter.write(call(environment(request)), response);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private Object[] call(HashMap<String, Object> environment) throws Exception {
        try {
            return (Object[]) application.invokeExact(environment);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the application threw a Throwable of its own kind", e);
        }
    }

    private HashMap<String, Object> environment(Request request) {
        RequestVars vars = request.vars();
        int size = vars.size();
        // Room for the input and for what the application or a framework adds.
        HashMap<String, Object> environment = HashMap.newHashMap(size + 4);
        for (int i = 0; i < size; i++) {
            environment.put(names.name(vars, i), vars.value(i));
        }
        environment.put("jwsgi.input", bridge.input(request.body()));
        return environment;
    }
}
