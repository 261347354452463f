/** The broker: Apache Kafka in KRaft mode, broker and controller in this JVM. */
package dev.imprimatur.localstack.kafka;
