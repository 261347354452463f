package dev.imprimatur.tester.content;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.sbom.PackageFile;
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
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Reads a layer's tar once: the facts of each file, and what it says of installed packages. */
final class LayerReader {
    /** The prefix of names that take a name away (OCI image specification, "Whiteouts"). */
    private static final String WHITEOUT = ".wh.";

    private static final String OPAQUE = ".wh..wh..opq";
    private static final String XATTR = "SCHILY.xattr.";
    private static final char LOSS = '\ufffd';

    /** A part of a path that an engine would normalize. The pattern repeats nothing, since a name may be long. */
    private static final Pattern UNCLEAN = Pattern.compile("(?:^|/)\\.{0,2}(?:/|\\z)");

    /** In characters of memory: what the packages of one layer may take, ten times what those of a large image do. */
    private static final int MOST_LISTED = 8 << 20;

    private final Map<String, Node> nodes = new HashMap<>();
    private final Set<String> removed = new HashSet<>();
    private final Set<String> emptied = new HashSet<>();
    private final Room room;
    private boolean unlisted;
    private long listed;

    private LayerReader(Room room) {
        this.room = room;
    }

    /**
     * Reads a layer to its end; so its digest is known even if it cannot be computed what it does.
     *
     * @param tar uncompressed
     * @param room for what it has
     * @throws IOException if it cannot be read to its end
     */
    static Layer read(InputStream tar, Room room) throws IOException {
        DigestInputStream whole = new DigestInputStream(tar, Digest.sha256());
        LayerReader reader = new LayerReader(room);
        String problem = null;
        int before = room.taken();
        try {
            reader.read(new TarArchiveInputStream(whole, StandardCharsets.UTF_8.name()));
        } catch (UnknownContentException | IOException e) {
            problem = e.getMessage();
        }
        // What comes after the end of the archive is part of it too.
        whole.transferTo(OutputStream.nullOutputStream());
        Layer layer = new Layer(
                reader.nodes,
                reader.removed,
                reader.emptied,
                reader.unlisted,
                null,
                Digest.of(whole.getMessageDigest()),
                room.taken() - before);
        return problem == null ? layer : layer.withProblem(problem);
    }

    private void read(TarArchiveInputStream entries) throws IOException, UnknownContentException {
        for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
            add(path(entry.getName()), entry, entries);
        }
    }

    private void add(String path, TarArchiveEntry entry, InputStream content)
            throws IOException, UnknownContentException {
        room.take(Room.weight(path.length() + entry.getLinkName().length()));
        String name = path.substring(path.lastIndexOf('/') + 1);
        String folder = path.substring(0, Math.max(0, path.length() - name.length() - 1));
        unlisted |= !path.isEmpty() && UNCLEAN.matcher(path).find();
        if (name.equals(OPAQUE)) {
            emptied.add(folder);
        } else if (name.startsWith(WHITEOUT)) {
            String hidden = name.substring(WHITEOUT.length());
            removed.add(folder.isEmpty() ? hidden : folder + "/" + hidden);
        } else if (entry.isDirectory() || !Incidental.is(path)) {
            nodes.put(path, node(path, entry, content));
        } else if (PackageFile.mayTell("/" + path)) {
            unlisted = true;
        }
    }

    /** A further name of a file is a file like it. */
    private Node node(String path, TarArchiveEntry entry, InputStream content)
            throws IOException, UnknownContentException {
        String target = path(entry.getLinkName());
        if (entry.isLink() && Incidental.is(target)) {
            throw new UnknownContentException(
                    "/" + path + " is the same file as /" + target + ", whose content is left out");
        }
        Node linked = entry.isLink() ? nodes.get(target) : null;
        // Below a name that is no text is refused.
        if (linked != null && path.indexOf(LOSS) < 0) {
            return linked;
        }
        DigestInputStream digested =
                new DigestInputStream(Incidental.meaning(path, entry.getSize(), content), Digest.sha256());
        PackageFile packages = tells(path, entry) ? packages(path, digested) : null;
        digested.transferTo(OutputStream.nullOutputStream());
        Digest facts = facts(path, entry, Digest.of(digested.getMessageDigest()));
        return new Node(entry.isDirectory(), facts, entry.isSymbolicLink() ? entry.getLinkName() : null, packages);
    }

    private static boolean tells(String path, TarArchiveEntry entry) {
        boolean link = entry.isLink() || entry.isSymbolicLink();
        return !entry.isDirectory() && !link && PackageFile.mayTell("/" + path);
    }

    private PackageFile packages(String path, InputStream content) throws IOException {
        PackageFile packages = PackageFile.read("/" + path, content);
        listed += packages.size();
        if (listed > MOST_LISTED) {
            unlisted = true;
            return null;
        }
        return packages;
    }

    private static Digest facts(String path, TarArchiveEntry entry, Digest content) throws UnknownContentException {
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
            throw new UnknownContentException("/" + path + " has a name or an attribute that is no text");
        }
        if (entry.isFile() && !special(entry)) {
            facts.append(content);
        }
        return Digest.of(facts.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Old and new tars mark plain files differently. A link counts as a file; its target is in the facts. */
    private static byte kind(TarArchiveEntry entry) {
        return entry.isFile() && !special(entry) ? (byte) '0' : entry.getLinkFlag();
    }

    /** Whether it is a device or a named pipe, which a tar calls a file too. */
    private static boolean special(TarArchiveEntry entry) {
        return entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO();
    }

    private static String path(String name) {
        String path = name.startsWith("./") ? name.substring(2) : name;
        path = path.startsWith("/") ? path.substring(1) : path;
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
