package dev.imprimatur.engine.docker;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What BuildKit tells at one time of a build: its message {@code StatusResponse}, as far as it is of use here. The
 * numbers are those of the public definition of BuildKit's control API; what is not known is skipped.
 *
 * @param vertices steps, each time something of them changes
 * @param logs what steps print
 */
record BuildKitTrace(List<Vertex> vertices, List<Log> logs) {
    private static final int VERTEXES = 1;
    private static final int LOGS = 3;

    private static final int VERTEX_DIGEST = 1;
    private static final int VERTEX_NAME = 3;
    private static final int VERTEX_STARTED = 5;
    private static final int VERTEX_COMPLETED = 6;
    private static final int VERTEX_ERROR = 7;

    private static final int LOG_VERTEX = 1;
    private static final int LOG_STREAM = 3;
    private static final int LOG_MESSAGE = 4;

    /**
     * A step.
     *
     * @param error why it failed, or empty
     */
    record Vertex(String digest, String name, boolean started, boolean completed, String error) {
        boolean runs() {
            return started && !completed;
        }
    }

    /**
     * A piece of output, which may begin and end within a character.
     *
     * @param vertex the digest of its step
     * @param stream 1 for standard output, 2 for standard error
     */
    record Log(String vertex, long stream, byte[] bytes) {}

    /** @throws IOException if it is no message of this kind */
    static BuildKitTrace parse(byte[] message) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        List<Vertex> vertices = new ArrayList<>();
        List<Log> logs = new ArrayList<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case VERTEXES -> vertices.add(vertex(in.readBytes().newCodedInput()));
                case LOGS -> logs.add(log(in.readBytes().newCodedInput()));
                default -> in.skipField(tag);
            }
        }
        return new BuildKitTrace(List.copyOf(vertices), List.copyOf(logs));
    }

    private static Vertex vertex(CodedInputStream in) throws IOException {
        String digest = "";
        String name = "";
        String error = "";
        boolean started = false;
        boolean completed = false;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case VERTEX_DIGEST -> digest = in.readString();
                case VERTEX_NAME -> name = in.readString();
                case VERTEX_ERROR -> error = in.readString();
                case VERTEX_STARTED -> started = in.skipField(tag);
                case VERTEX_COMPLETED -> completed = in.skipField(tag);
                default -> in.skipField(tag);
            }
        }
        return new Vertex(digest, name, started, completed, error);
    }

    private static Log log(CodedInputStream in) throws IOException {
        String vertex = "";
        long stream = 0;
        ByteString message = ByteString.EMPTY;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case LOG_VERTEX -> vertex = in.readString();
                case LOG_STREAM -> stream = in.readInt64();
                case LOG_MESSAGE -> message = in.readBytes();
                default -> in.skipField(tag);
            }
        }
        return new Log(vertex, stream, message.toByteArray());
    }
}
