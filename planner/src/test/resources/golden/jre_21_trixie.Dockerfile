FROM localhost:5000/base@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
LABEL dev.imprimatur.image="jre/21/trixie" \
      org.opencontainers.image.base.digest="sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
      org.opencontainers.image.base.name="runtime-base/13/trixie" \
      org.opencontainers.image.description="The Java runtime of OpenJDK without graphics, from Debian's packages" \
      org.opencontainers.image.title="jre" \
      org.opencontainers.image.version="21"
RUN apt-get update \
 && apt-get install -y --no-install-recommends openjdk-21-jre-headless \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/apt /var/log/dpkg.log
ENV JAVA_HOME=/usr/lib/jvm/java-21-openjdk-amd64
USER app
WORKDIR /home/app
CMD ["java", "--version"]
