package dev.imprimatur.console.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.console.api.ApiException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanOrderTest {
    @Test
    void whatIsWrongIsSaidWithoutTheRenderer() {
        assertThatThrownBy(() -> new PlanOrder(" ", null, null).checked())
                .isInstanceOf(ApiException.class)
                .hasMessageStartingWith("select: expected patterns");
        assertThatThrownBy(() -> new PlanOrder("app", null, List.of("vanish", "all")).checked())
                .isInstanceOf(ApiException.class)
                .hasMessageStartingWith("allow: 'all' cannot be allowed");
    }

    @Test
    void whatIsRightIsLeftAsItIs() {
        PlanOrder order = new PlanOrder("app/1.*/*", true, List.of("vanish"));

        assertThat(order.checked()).isSameAs(order);
        assertThat(new PlanOrder(null, null, null).checked().select()).isNull();
    }
}
