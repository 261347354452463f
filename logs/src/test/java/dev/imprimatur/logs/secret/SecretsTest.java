package dev.imprimatur.logs.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET https://anna:s3cret@host.example/path        | GET https://anna:***@host.example/path
            clone http://0123token@host.example/x.git        | clone http://***@host.example/x.git
            postgres://app:p@ss@db/app                       | postgres://app:***@db/app
            curl -H "Authorization: Bearer abc.def-123"      | curl -H "Authorization: Bearer ***"
            > authorization: Basic YW5uYTpzM2NyZXQ=          | > authorization: Basic ***
            AUTHORIZATION: token 12345                       | AUTHORIZATION: token ***
            got bearer eyabcdef123456 from the realm         | got bearer *** from the realm
            //host.example/:_authToken=abc123DEF             | //host.example/:_authToken=***
            //host.example/:_password="cGFzcw=="             | //host.example/:_password="***"
            PRIVATE-TOKEN: glpat-AbCdEfGhIjKlMnOpQrSt        | PRIVATE-TOKEN: ***
            export T=ghp_0123456789abcdefghijABCDEFGHIJ012345 ok | export T=*** ok
            npm_0123456789abcdefghijABCDEFGHIJ012345         | ***
            key AKIAABCDEFGHIJKLMNOP used                    | key *** used
            eyJhbGciOiJIUzI1.eyJzdWIiOiIx.SflKxwRJSMeK end   | *** end
            at-eyJ-eyJhbGciOiJIUzI1.eyJzdWIiOiIx.SflKxwRJ-   | at-***
            v1.eyJhbGciOiJIUzI1.eyJzdWIiOiIx.SflKxwRJSMeK.x  | v1.***.x
            a-eyJ.b-eyJhbGciOiJIUzI1.eyJzdWIiOiIx.-          | a-eyJ.b-***
            """)
    void whatLooksLikeASecretIsHidden(String text, String masked) {
        assertThat(Secrets.none().masked(text)).isEqualTo(masked);
        assertThat(Secrets.none().masked(masked)).as("masked again").isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fetch https://host.example/path@2.0/x",
                "npm install left-pad@1.3.0 (see https://host.example/)",
                "bearer authentication failed",
                "Www-Authenticate: Bearer realm=\"https://host.example/token\"",
                "added 12 packages, and audited 13 packages in 2s",
                "the highest gh version is 2.0"
            })
    void whatIsNoneStays(String text) {
        assertThat(Secrets.none().masked(text)).isEqualTo(text);
    }

    /** What a build prints is masked line by line; a line that takes long holds up the engine. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``              | eyJ
            ``              | eyJ-
            ``              | -eyJ.
            ``              | eyJaaaaaaaa.
            ``              | -eyJaaaaaaaa.a.
            ``              | -eyJ-aaaaaaaa.aaaaaaa.
            eyJaaaaaaaa.    | -eyJaaaaaaaa
            ``              | ://
            ``              | ://a:
            ``              | https://
            ://a            | :
            ``              | https://a@b:
            ``              | authorization
            ``              | authorization"=
            authorization:  | ` `
            authorization   | ` `
            ``              | `authorization: token `
            ``              | `bearer `
            bearer          | ` `
            ``              | `bearer aaaaaaa `
            ``              | _auth
            _password       | ` `
            _password=      | ` `
            ``              | `-token: "`
            ``              | ghp_
            ``              | ghp_-
            ``              | github_pat_
            ``              | -github_pat_
            ``              | npm_
            ``              | npm_-
            ``              | glpat-
            ``              | glpat-.
            ``              | AKIA
            ``              | -AKIA
            """)
    void hidingTakesTimeInProportionToTheText(String first, String then) {
        for (Secrets.Hiding hiding : Secrets.HIDINGS) {
            assertThat(looks(hiding, first + then.repeat(16_000 / then.length())))
                    .as(hiding.pattern().pattern())
                    .isLessThan(8 * looks(hiding, first + then.repeat(4_000 / then.length())));
        }
    }

    /** How often it looks at a letter. */
    private static long looks(Secrets.Hiding hiding, String text) {
        AtomicLong looks = new AtomicLong();
        hiding.pattern().matcher(new Watched(text, looks)).replaceAll(hiding.replacement());
        return looks.get();
    }

    private record Watched(String text, AtomicLong looks) implements CharSequence {
        @Override
        public char charAt(int index) {
            looks.incrementAndGet();
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    @Test
    void knownValuesAreHiddenWhereverTheyStandTheLongestFirst() {
        Secrets secrets = Secrets.of(List.of("hunter22", "hunter22-extended", "abc", "line one\nline two"));

        assertThat(secrets.masked("a hunter22-extended b xhunter22y abc line two\nline one"))
                .isEqualTo("a *** b x***y abc ***\n***");
    }

    @Test
    void filesOfClientsTellTheirSecrets() throws IOException {
        Files.writeString(folder.resolve("npmrc"), """
                # the token of the registry is from the vault
                registry=https://npm.example/
                //npm.example/:_authToken=tok-en-1
                //old.example/:_password="b2xkLXBhc3N3b3Jk"
                always-auth=true
                auth-type=legacy
                //env.example/:_authToken=${NPM_TOKEN}
                """);
        Files.writeString(folder.resolve("netrc"), "machine git.example login bot password net-pass\n");
        Files.writeString(
                folder.resolve("pip.conf"), "[global]\nindex-url = https://bot:pip-pass@pypi.example/simple\n");
        Files.writeString(folder.resolve("settings.xml"), "<server><id>x</id><password>mvn-pass</password></server>");
        Files.writeString(folder.resolve("config.json"), """
                {"auths": {"registry.example": {"auth": "Ym90OmRvY2tlci1wYXNz"}}}
                """);
        Files.writeString(
                folder.resolve("id"), "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN\n-----END PRIVATE KEY-----\n");

        Secrets secrets = SecretFiles.secrets(Stream.of(folder, folder.resolve("missing")));

        Stream.of(
                        "tok-en-1",
                        "b2xkLXBhc3N3b3Jk",
                        "old-password",
                        "net-pass",
                        "pip-pass",
                        "mvn-pass",
                        "Ym90OmRvY2tlci1wYXNz",
                        "docker-pass",
                        "MIIEvQIBADAN")
                .forEach(secret -> assertThat(secrets.masked("<" + secret + ">"))
                        .as(secret)
                        .isEqualTo("<***>"));
        String harmless = "true legacy from vault registry npm.example bot machine NPM_TOKEN";
        assertThat(secrets.masked(harmless)).isEqualTo(harmless);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            npmrc        | //npm.example/:_password=pä55wörd                              | pä55wörd
            npmrc        | //npm.example/:_authToken=a,b;c'd"e=f:g                         | a,b;c'd"e=f:g
            npmrc        | //npm.example/:_authToken="two words"                           | two words
            npmrc        | //npm.example/:_password="cMOkNTV3w7ZyZA=="                     | pä55wörd
            netrc        | machine git.example login bot password a:b=c                    | a:b=c
            netrc        | machine git.example login bot password "two words"              | two words
            pip.conf     | index-url = https://bot:p%40ss%2Fword+1@pypi.example/simple     | p@ss/word+1
            config.json  | {"registry.example": {"password": "pa\\"ss\\\\w\\u00f6rd"}}     | pa"ss\\wörd
            config.json  | {"registry.example": {"secret": "a/b,c:d='e'"}}                 | a/b,c:d='e'
            settings.xml | <server><password>a&amp;b&lt;c&#228;</password></server>        | a&b<cä
            settings.xml | <server><password><![CDATA[a&b"c]]></password></server>         | a&b"c
            settings.xml | <server><password><![CDATA[a<b&c]]></password></server>         | a<b&c
            config.json  | {"auths": {"a": {"auth": "Ym90OnR3byB3b3Jkcw=="}}}             | two words
            settings.xml | <server><password>a&#99999999;b</password></server>             | a&#99999999;b
            nuget.config | <add key="ClearTextPassword" value="a&quot;b,c" />              | a"b,c
            pip.conf     | password = p@ss word # 1                                        | p@ss word # 1
            """)
    void soDoThoseWithOddCharacters(String name, String content, String secret) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content + "\n");

        assertThat(SecretFiles.secrets(Stream.of(file)).masked("<" + secret + ">"))
                .isEqualTo("<***>");
    }

    @Test
    void aTokenOfAnyLengthIsFound() throws IOException {
        String token = "t\u00f6ken".repeat(40_000);
        Path file = Files.writeString(folder.resolve("config.json"), "{\"identitytoken\": \"" + token + "\"}");

        assertThat(SecretFiles.secrets(Stream.of(file)).masked("<" + token + ">"))
                .isEqualTo("<***>");
    }

    @Test
    void whatIsNoSecretStaysThoughMoreFollowsIt() throws IOException {
        Path file = Files.writeString(folder.resolve("config.json"), "{\"auth\": true,\n \"secret\": null}");

        assertThat(SecretFiles.secrets(Stream.of(file)).masked("true, null} null, true"))
                .isEqualTo("true, null} null, true");
    }

    @Test
    void aFileInLatin1TellsItsSecretsToo() throws IOException {
        Path file = Files.writeString(folder.resolve("npmrc"), "_password=pä55wörd\n", StandardCharsets.ISO_8859_1);

        assertThat(SecretFiles.secrets(Stream.of(file)).masked("<pä55wörd>")).isEqualTo("<***>");
    }

    @Test
    void aRenewedTokenOfTheSameLengthIsTheSecretNow() throws IOException {
        Path file = folder.resolve("npmrc");
        Files.writeString(file, "//npm.example/:_authToken=first-token\n");
        assertThat(SecretFiles.secrets(Stream.of(file)).masked("first-token second-toke"))
                .isEqualTo("*** second-toke");

        Files.writeString(file, "//npm.example/:_authToken=second-toke\n");

        assertThat(SecretFiles.secrets(Stream.of(file)).masked("first-token second-toke"))
                .isEqualTo("first-token ***");
    }
}
