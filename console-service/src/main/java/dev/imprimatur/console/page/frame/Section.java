package dev.imprimatur.console.page.frame;

/** The entries of the navigation. */
public enum Section {
    /** What is published, and what is broken about it. */
    FLEET("/fleet", "Fleet"),
    /** What is being done, and what was. */
    REBUILDS("/rebuilds", "Rebuilds"),
    /** Everything else that happens. */
    ACTIVITY("/activity", "Activity");

    private final String address;
    private final String word;

    Section(String address, String word) {
        this.address = address;
        this.word = word;
    }

    /** The path of its page. */
    public String address() {
        return address;
    }

    /** What it is called. */
    public String word() {
        return word;
    }
}
