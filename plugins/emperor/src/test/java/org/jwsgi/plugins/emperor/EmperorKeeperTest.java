package org.jwsgi.plugins.emperor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.child.FakeChildren;
import org.jwsgi.api.master.FakeMasterContext;
import org.jwsgi.api.master.InstanceEvent;

final class EmperorKeeperTest {
    private final FakeMasterContext context = new FakeMasterContext();
    private final EmperorKeeper keeper = new EmperorKeeper(context, false, Duration.ofSeconds(5));

    private FakeChildren.FakeChild emperor() {
        return context.children().all().getFirst();
    }

    @Test
    void starts_the_emperor_and_again_when_it_dies() {
        keeper.start();
        assertThat(emperor().spec().command()).containsExactly("supervisor", "emperor");
        assertThat(context.control().orders()).containsExactly("announceLoyalty");
        emperor().end(1);
        assertThat(context.log().lines()).anyMatch(line -> line.contains("!!! Emperor died !!!"));
        assertThat(emperor().starts()).containsExactly(Duration.ZERO, Duration.ofSeconds(1));
    }

    @Test
    void buries_the_emperor_before_the_workers() {
        keeper.start();
        CompletableFuture<Void> buried = keeper.beforeStop(true).toCompletableFuture();
        assertThat(buried).isNotDone();
        emperor().end(0);
        assertThat(buried).isDone();
        assertThat(emperor().starts()).hasSize(1);
    }

    @Test
    void passes_on_the_wish_for_a_scan() {
        keeper.start();
        context.happen(new InstanceEvent.RescanOfVassals());
        assertThat(context.children().signals()).singleElement().asString().contains("28");
    }
}
