package dev.imprimatur.engine;

/** BuildKit does not build this here, which is known before anything of it was built. The classic builder may. */
public final class BuildKitRefusal extends EngineException {
    private static final long serialVersionUID = 1;

    private final String why;

    /**
     * With why it does not, and what to do where only BuildKit is to build.
     *
     * @param kind of failure that it is then
     */
    public BuildKitRefusal(Failure.Kind kind, String why, String advice) {
        this(new Failure.Permanent(kind, why + "; " + advice, null), why);
    }

    /** With the failure that it is where only BuildKit is to build. */
    public BuildKitRefusal(Failure failure, String why) {
        super(failure);
        this.why = why;
    }

    /** Why BuildKit does not build it. */
    public String why() {
        return why;
    }
}
