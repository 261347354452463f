package dev.imprimatur.tester.content;

import dev.imprimatur.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * What one layer does to the files below it.
 *
 * @param nodes what it puts there, by path
 * @param removed the paths that it takes away, with all that lies in them
 * @param emptied the folders of which nothing stays that lay in them before
 * @param unpacked the digest of its tar, by which an image's configuration names it; null while it is being read
 */
record Layer(Map<String, Node> nodes, Set<String> removed, Set<String> emptied, Digest unpacked) {
    /** The prefix of names that take a name away (OCI image specification, "Whiteouts"). */
    private static final String WHITEOUT = ".wh.";

    private static final String OPAQUE = ".wh..wh..opq";
    private static final String XATTR = "SCHILY.xattr.";
    private static final char LOSS = '\ufffd';

    /**
     * Reads a layer.
     *
     * @param tar uncompressed
     * @throws UntellableException if something in it cannot be distinguished from something else
     * @throws IOException if it is no tar
     */
    static Layer read(InputStream tar) throws IOException, UntellableException {
        Layer layer = new Layer(new HashMap<>(), new HashSet<>(), new HashSet<>(), null);
        DigestInputStream whole = new DigestInputStream(tar, Digest.sha256());
        TarArchiveInputStream entries = new TarArchiveInputStream(whole, StandardCharsets.UTF_8.name());
        for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
            layer.add(path(entry.getName()), entry, entries);
        }
        // What comes after the end of the archive is part of it too.
        whole.transferTo(OutputStream.nullOutputStream());
        return new Layer(layer.nodes, layer.removed, layer.emptied, Digest.of(whole.getMessageDigest()));
    }

    private void add(String path, TarArchiveEntry entry, InputStream content) throws IOException, UntellableException {
        String name = path.substring(path.lastIndexOf('/') + 1);
        String folder = path.substring(0, Math.max(0, path.length() - name.length() - 1));
        if (name.equals(OPAQUE)) {
            emptied.add(folder);
        } else if (name.startsWith(WHITEOUT)) {
            String hidden = name.substring(WHITEOUT.length());
            removed.add(folder.isEmpty() ? hidden : folder + "/" + hidden);
        } else if (entry.isDirectory() || !ByChance.is(path)) {
            nodes.put(path, node(path, entry, content));
        }
    }

    /** A further name of a file is a file like it. */
    private Node node(String path, TarArchiveEntry entry, InputStream content) throws IOException, UntellableException {
        Node linked = entry.isLink() ? nodes.get(path(entry.getLinkName())) : null;
        return linked != null ? linked : new Node(entry.isDirectory(), facts(path, entry, content));
    }

    private static Digest facts(String path, TarArchiveEntry entry, InputStream content)
            throws IOException, UntellableException {
        StringBuilder facts = new StringBuilder()
                .append((char) kind(entry))
                .append(' ')
                .append(Integer.toOctalString(entry.getMode() & 07777))
                .append(' ')
                .append(entry.getLongUserId())
                .append(' ')
                .append(entry.getLongGroupId())
                .append(' ')
                .append(entry.getDevMajor())
                .append(' ')
                .append(entry.getDevMinor())
                .append('\n')
                .append(entry.getLinkName())
                .append('\n');
        new TreeMap<>(entry.getExtraPaxHeaders()).forEach((key, value) -> {
            if (key.startsWith(XATTR)) {
                facts.append(key).append('=').append(value).append('\n');
            }
        });
        if (facts.indexOf(String.valueOf(LOSS)) >= 0 || path.indexOf(LOSS) >= 0) {
            throw new UntellableException("/" + path + " has a name or an attribute that is no text");
        }
        if (entry.isFile()) {
            facts.append(digest(ByChance.meaning(path, entry.getSize(), content)));
        }
        return Digest.of(facts.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Old and new tars mark plain files differently. */
    private static byte kind(TarArchiveEntry entry) {
        return entry.isFile() ? (byte) '0' : entry.getLinkFlag();
    }

    private static Digest digest(InputStream content) throws IOException {
        DigestInputStream digested = new DigestInputStream(content, Digest.sha256());
        digested.transferTo(OutputStream.nullOutputStream());
        return Digest.of(digested.getMessageDigest());
    }

    private static String path(String name) {
        String path = name.startsWith("./") ? name.substring(2) : name;
        path = path.startsWith("/") ? path.substring(1) : path;
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
