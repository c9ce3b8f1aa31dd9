package org.jwsgi.kernel.worker;

import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.IntConsumer;

/**
 * Signals in a process whose signal mask is clean, so that whatever the applications start has a clean one, too, and
 * SIGQUIT keeps its meaning for the JVM: a thread dump. The only way to them is the JVM's own, which javac refuses to
 * name without a warning; hence the method handles. Runs in: WORKER.
 */
final class WorkerSignals {
    private static final String SIGNAL = "sun.misc.Signal";
    private static final String HANDLER = "sun.misc.SignalHandler";

    private WorkerSignals() {}

    /**
     * Calls a handler with the number of each signal that arrives, on a thread of the JVM.
     *
     * @param names the signals, without {@code SIG}
     */
    static void handle(IntConsumer handler, String... names) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Class<?> signal = Class.forName(SIGNAL);
            Class<?> handlerType = Class.forName(HANDLER);
            MethodHandle create = lookup.findConstructor(signal, MethodType.methodType(void.class, String.class));
            MethodHandle number = lookup.findVirtual(signal, "getNumber", MethodType.methodType(int.class));
            MethodHandle register =
                    lookup.findStatic(signal, "handle", MethodType.methodType(handlerType, signal, handlerType));
            MethodHandle deliver = lookup.findStatic(
                    WorkerSignals.class, "deliver", MethodType.methodType(void.class, Delivery.class, Object.class));
            Object adapter = LambdaMetafactory.metafactory(
                            lookup,
                            "handle",
                            MethodType.methodType(handlerType, Delivery.class),
                            MethodType.methodType(void.class, signal),
                            deliver,
                            MethodType.methodType(void.class, signal))
                    .getTarget()
                    .invoke(new Delivery(handler, number));
            for (String name : names) {
                register.invoke(create.invoke(name), adapter);
            }
        } catch (Throwable e) {
            throw new LinkageError("this JVM does not let its signals be handled", e);
        }
    }

    private record Delivery(IntConsumer handler, MethodHandle number) {}

    @SuppressWarnings("UnusedMethod") // called through the method handle
    private static void deliver(Delivery delivery, Object signal) {
        int number;
        try {
            number = (int) delivery.number().invoke(signal);
        } catch (Throwable e) {
            throw new LinkageError("this JVM does not tell a signal's number", e);
        }
        delivery.handler().accept(number);
    }
}
