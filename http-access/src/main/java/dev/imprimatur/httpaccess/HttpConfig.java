package dev.imprimatur.httpaccess;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** By which names a service is asked, and which installation it belongs to. */
@ConfigMapping(prefix = "imprimatur.http")
public interface HttpConfig {

    /** Further names or addresses that the service is reached by, beside those of this machine and its own. */
    Optional<List<String>> hosts();

    /** Whether the service has pages whose forms it takes. */
    @WithDefault("false")
    boolean forms();

    /** Which installation the service belongs to, sent in every answer; several may run side by side. */
    Optional<String> installation();
}
