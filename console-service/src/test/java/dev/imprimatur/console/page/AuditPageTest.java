package dev.imprimatur.console.page;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.startsWith;

import dev.imprimatur.console.Browser;
import dev.imprimatur.console.ConsoleTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** An admin sees who asked for what. */
@ConsoleTest
class AuditPageTest {
    private static final Pattern OLDER = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"");
    private static final Pattern JSON = Pattern.compile("As JSON <a href=\"([^\"]+)\"");

    @Test
    void itIsFoundAndFiltered() {
        Browser admin = Browser.admin();
        String who = "asked-" + UUID.randomUUID();
        ask(who, "the first");
        assertThat(admin.page("/activity")).contains("<a href=\"/audit\">Audit</a>");

        String page = admin.page("/audit?who=" + who + "&act=/rebuilds&since=1h");
        assertThat(page)
                .contains("Who asked for what: 1 act, newest first.", "admin-token-file", "says " + who)
                .contains("POST /api/rebuilds", "the first", "202", "127.0.0.1")
                .contains("<option value=\"1h\" selected>", "./imprimatur audit");
        Matcher json = JSON.matcher(page);
        assertThat(json.find()).isTrue();
        assertThat(admin.asks()
                        .get(json.group(1).replace("&amp;", "&"))
                        .jsonPath()
                        .getList("claims"))
                .containsExactly(who);
        for (String none : new String[] {"&act=/rollbacks", "&since=2999-01-01T00:00:00Z", "&refused=true"}) {
            assertThat(admin.page("/audit?who=" + who + none)).contains("Nothing was asked for that fits.");
        }
        assertThat(admin.page("/audit?who=&act=&since=")).as("a form as it is").contains(who);
        admin.asks()
                .header("Accept", "text/html")
                .get("/audit?since=soon")
                .then()
                .statusCode(400);
        get("/api/audit?since=soon").then().statusCode(400).body("message", startsWith("since: "));
    }

    @Test
    void thereAreMorePages() {
        Browser admin = Browser.admin();
        String who = "often-" + UUID.randomUUID();
        for (int number = 1; number <= 101; number++) {
            ask(who, "number " + number + ".");
        }
        String first = admin.page("/audit?who=" + who);
        assertThat(first).contains("100 acts of more").contains("number 101.").doesNotContain("number 1.");
        Matcher older = OLDER.matcher(first);
        assertThat(older.find()).isTrue();
        assertThat(admin.page(older.group(1).replace("&amp;", "&")))
                .contains("number 1.")
                .doesNotContain("number 2.", "rel=\"next\"");
    }

    @Test
    void itIsForAdminsAlone() {
        Response stranger =
                Browser.stranger().asks().header("Accept", "text/html").get("/audit");
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(stranger.asString()).contains("./imprimatur open");
        Browser other = Browser.of("rebuild", "rollback");
        assertThat(other.asks().header("Accept", "text/html").get("/audit").statusCode())
                .isEqualTo(403);
    }

    @Test
    void whatOthersWriteIsShownAsText() {
        String evil = "<script>alert('" + UUID.randomUUID() + "')</script>";
        ask(evil, evil);
        given().contentType(ContentType.JSON).body("{}").post("/api/rollbacks");
        String page = Browser.admin().page("/audit?who=" + URLEncoder.encode(evil, StandardCharsets.UTF_8));
        assertThat(page).contains("&lt;script&gt;alert(").doesNotContain("<script>alert");
    }

    private static void ask(String who, String reason) {
        given().contentType(ContentType.JSON)
                .body(Map.of("select", "audited/*/*", "reason", reason, "requestedBy", who))
                .post("/api/rebuilds")
                .then()
                .statusCode(202);
    }
}
