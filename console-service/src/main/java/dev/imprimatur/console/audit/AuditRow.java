package dev.imprimatur.console.audit;

import dev.imprimatur.console.answer.AuditView;
import dev.imprimatur.console.answer.AuditViewBuilder;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** An act. */
@Entity
@Table(name = "audit")
class AuditRow extends PanacheEntityBase {
    /** How a request by REST came. */
    static final String REST = "rest";

    /** How the form of a page came. */
    static final String PAGE = "page";

    /** How a request over Kafka came. */
    static final String KAFKA = "kafka";

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long seq;

    Instant at;

    String way;

    String owner;

    String token;

    String issuer;

    String subject;

    String claims;

    String address;

    String act;

    String about;

    String reason;

    Integer status;

    String outcome;

    String event;

    static AuditRow of(Instant at, String way, String act) {
        AuditRow row = new AuditRow();
        row.at = at;
        row.way = way;
        row.act = act;
        return row;
    }

    /** Who asked, as far as it is sure. */
    String who() {
        if (way.equals(KAFKA)) {
            return "Kafka, " + (claims == null ? "says no name" : "claims to be " + claims);
        }
        String known = owner == null ? null : owner + (issuer == null ? "" : ", by OIDC");
        if (way.equals(PAGE)) {
            return (known == null ? "no sign-in" : known) + ", by page";
        }
        return known == null ? "no token" : known;
    }

    /** What the row says, as it is shown. */
    AuditView view() {
        return AuditViewBuilder.builder()
                .seq(seq)
                .at(at)
                .way(way)
                .who(who())
                .token(token)
                .issuer(issuer)
                .subject(subject)
                .claims(claims)
                .address(address)
                .act(act)
                .about(about)
                .reason(reason)
                .status(status)
                .outcome(outcome)
                .build();
    }
}
