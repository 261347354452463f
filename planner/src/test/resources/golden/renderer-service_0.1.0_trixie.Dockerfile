# The image of one program. What is to lie in /app comes in two parts: first the libraries, which seldom change. But for
# class data no command is run, so the layers are the same bytes for the same jars.
FROM localhost:5000/recorder@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa AS record
LABEL dev.imprimatur.image="renderer-service/0.1.0/trixie"
COPY lib/ /
COPY program/ /
RUN /opt/class-data/start-and-stop -XX:ArchiveClassesAtExit=/tmp/classes.jsa
FROM localhost:5000/base@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
LABEL dev.imprimatur.image="renderer-service/0.1.0/trixie" \
      org.opencontainers.image.base.digest="sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
      org.opencontainers.image.base.name="java-npm/21/trixie" \
      org.opencontainers.image.description="Plans rebuilds and renders Dockerfiles" \
      org.opencontainers.image.title="renderer-service" \
      org.opencontainers.image.version="0.1.0"
COPY lib/ /
COPY program/ /
COPY --from=record --chown=0:0 /tmp/classes.jsa /app/
# Folders of the user who runs it: volumes that are mounted there become its own.
ADD keys.tar /
WORKDIR /app
USER 10001:10001
# Without a locale of UTF-8 a JVM has no names for most files of the world, those of a catalogue among them.
ENV LANG=C.UTF-8
# The heap leaves room in the container's limit for what else a JVM needs; JAVA_TOOL_OPTIONS adds to it. A JVM that cannot
# use the class data starts without, and says nothing.
ENV HOME=/tmp QUARKUS_HTTP_HOST=0.0.0.0 QUARKUS_HTTP_PORT=8080
EXPOSE 8080
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=50", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", \
  "-XX:SharedArchiveFile=classes.jsa", "-Xlog:cds=off", "-Xlog:cds+dynamic=off", "-Xlog:class+path=off", "@java.args"]
