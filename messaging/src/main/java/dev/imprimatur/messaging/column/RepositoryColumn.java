package dev.imprimatur.messaging.column;

import dev.imprimatur.oci.Repository;
import jakarta.persistence.Converter;

/** A repository's name inside its registry. */
@Converter
public class RepositoryColumn extends TextColumn<Repository> {
    /** The column. */
    public RepositoryColumn() {
        super(Repository::new);
    }
}
