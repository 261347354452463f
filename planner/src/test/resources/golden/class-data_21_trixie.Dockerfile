FROM localhost:5000/base@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
LABEL dev.imprimatur.image="class-data/21/trixie" \
      org.opencontainers.image.base.digest="sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
      org.opencontainers.image.base.name="java/21/trixie" \
      org.opencontainers.image.description="Starts and ends a service beside a broker and a database, to record its class data; nothing of it is shipped" \
      org.opencontainers.image.title="class-data" \
      org.opencontainers.image.version="21"
# PostgreSQL does not start for a user without a name.
RUN useradd --uid 10001 --no-create-home service
COPY start-and-stop /opt/class-data/
COPY local-stack/ /opt/class-data/local-stack/
USER 10001:10001
