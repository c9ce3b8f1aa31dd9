package org.jwsgi.kernel.master;

import java.util.function.Supplier;
import org.jwsgi.api.cheaper.CheaperAlgorithm;
import org.jwsgi.kernel.supervise.CheaperOptions;

/**
 * What decides how many workers run.
 *
 * @param options the configuration
 * @param algorithm creates the configured algorithm; called on the main thread, once, and only in cheaper mode
 */
public record PoolRules(CheaperOptions options, Supplier<CheaperAlgorithm> algorithm) {}
