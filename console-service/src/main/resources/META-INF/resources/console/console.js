// What pages do beside being read: copy, stay up to date, and be reached by keys. All of them work without it.
(() => {
  "use strict";

  const live = document.getElementById("live-words");
  const dot = document.getElementById("live-dot");
  const say = (words, well) => {
    if (!live || live.textContent === words) return;
    live.textContent = words;
    dot.className = well ? "ok pulse" : "warn";
  };

  // --- copying -------------------------------------------------------------------------------------------------------
  const showCopies = (root) => root.querySelectorAll(".copy[hidden]").forEach((button) => (button.hidden = false));
  if (navigator.clipboard) {
    showCopies(document);
    document.addEventListener("click", async (event) => {
      const button = event.target.closest(".copy");
      if (!button) return;
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "copied";
      setTimeout(() => (button.textContent = "copy"), 2000);
    });
    document.addEventListener("htmx:afterSettle", () => showCopies(document));
  }

  // --- staying up to date --------------------------------------------------------------------------------------------
  // The page is rendered at a position of the read model, and asks for what came after it. What changed is fetched as
  // the whole page again, and only those regions are put in that differ: so nothing falls between page and stream.
  const view = document.body.dataset.live;
  let at = document.body.dataset.at;
  let stream = null;
  let fetching = null;
  let again = false;
  let missed = false;
  let wait = 1;
  let hiddenAt = 0;

  // Times go on by themselves, by the server's clock.
  const ahead = Number(document.body.dataset.now) - Date.now();
  const ago = (then) => {
    const seconds = Math.floor((Date.now() + ahead - then) / 1000);
    if (seconds < 1) return "now";
    if (seconds < 60) return seconds + " s ago";
    if (seconds < 3600) return Math.floor(seconds / 60) + " min ago";
    return seconds < 86400 ? Math.floor(seconds / 3600) + " h ago" : Math.floor(seconds / 86400) + " d ago";
  };
  setInterval(() => {
    if (document.hidden) return;
    document.querySelectorAll("time[data-ago]").forEach((time) => {
      const then = Date.parse(time.dateTime);
      if (Date.now() + ahead - then < 604800000) time.textContent = ago(then);
    });
  }, 1000);

  // What a region says, whatever time it is, whichever number its forms have, and whether its texts can be copied or not.
  const content = (region) =>
    region.innerHTML
      .replace(/(<time[^>]*>)[^<]*/g, "$1")
      .replace(/(name="request" value=")[^"]*/g, "$1")
      .replaceAll(' hidden=""', "");
  const shown = new Map();
  document.querySelectorAll("[data-region]").forEach((region) => shown.set(region.id, content(region)));

  const typed = (region) =>
    [...region.querySelectorAll("textarea, input[type=text]")].some((field) => field.value !== field.defaultValue) ||
    [...region.querySelectorAll("input[type=checkbox]")].some((box) => box.checked !== box.defaultChecked);

  // Nothing is replaced while it is typed in, or was and is not sent, or a part of it is marked.
  const busy = (region) => {
    const marked = getSelection();
    return (
      (!marked.isCollapsed && region.contains(marked.anchorNode)) ||
      (region.contains(document.activeElement) && document.activeElement.matches("input, select, textarea")) ||
      typed(region)
    );
  };

  const keepOpen = (old, fresh) =>
    old.querySelectorAll("details[id][open]").forEach((one) => {
      const same = fresh.querySelector("#" + CSS.escape(one.id));
      if (same) same.open = true;
    });

  const swap = (old, fresh) => {
    shown.set(old.id, content(fresh));
    const focus = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    keepOpen(old, fresh);
    old.replaceWith(document.adoptNode(fresh));
    fresh.classList.add("changed");
    if (focus) fresh.querySelector('[href="' + CSS.escape(focus) + '"]')?.focus();
    if (navigator.clipboard) showCopies(fresh);
    window.htmx?.process(fresh);
  };

  const regions = (page) => [...page.querySelectorAll("[data-region]")].map((region) => region.id).join();

  // A page can get parts that it did not have: the first day's becomes one with a fleet.
  const replace = (page) => {
    const old = document.querySelector("main");
    const fresh = document.adoptNode(page.querySelector("main"));
    keepOpen(old, fresh);
    old.replaceWith(fresh);
    fresh.querySelectorAll("[data-region]").forEach((region) => shown.set(region.id, content(region)));
    if (navigator.clipboard) showCopies(fresh);
    window.htmx?.process(fresh);
  };

  let later = 0;
  const put = (page) => {
    document.title = page.title;
    if (regions(page) !== regions(document) && !busy(document.querySelector("main"))) {
      replace(page);
      return;
    }
    document.querySelectorAll("[data-region]").forEach((old) => {
      const fresh = page.getElementById(old.id);
      if (!fresh || shown.get(old.id) === content(fresh)) return;
      if (busy(old)) {
        clearTimeout(later);
        later = setTimeout(refetch, 3000);
      } else {
        swap(old, fresh);
      }
    });
  };

  const refetch = async () => {
    if (fetching) {
      again = true;
      return;
    }
    const address = location.href;
    // What never answers counts as one that failed.
    fetching = fetch(address, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(15000) });
    try {
      const answer = await fetching;
      const text = await answer.text();
      missed = !answer.ok;
      // Where the filter changed meanwhile, it is an answer to another question.
      if (address !== location.href) again = true;
      else if (answer.ok) put(new DOMParser().parseFromString(text, "text/html"));
    } catch {
      // The stream goes on behind what was not fetched: whatever it says next, the page is fetched again.
      missed = true;
    } finally {
      fetching = null;
      if (again) {
        again = false;
        refetch();
      }
    }
  };

  const record = (text) => {
    const event = { name: "message", data: "" };
    text.split("\n").forEach((line) => {
      const colon = line.indexOf(":");
      const value = line.slice(colon + 1).replace(/^ /, "");
      if (line.startsWith("event:")) event.name = value;
      if (line.startsWith("data:")) event.data += value;
      if (line.startsWith("id:")) event.id = value;
    });
    return event;
  };

  const heard = (event) => {
    wait = 1;
    if (event.id) at = event.id;
    if (missed || event.name === "changed" || event.name === "refetch") refetch();
    if (event.name === "beat") {
      // What services are doing now no event says.
      if (view === "view=now" && !missed) refetch();
      const words = document.getElementById("lag");
      if (words) words.textContent = event.data;
    }
    say("Live", true);
  };

  const listen = async (signal) => {
    const answer = await fetch("/live?" + view, { headers: { "Last-Event-ID": at }, signal });
    if (!answer.ok) throw new Error(answer.status);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const silence = setTimeout(() => stream?.abort(), 15000);
      const { value, done } = await reader.read().finally(() => clearTimeout(silence));
      if (done) return;
      const records = (rest + value).replace(/\r/g, "").split("\n\n");
      rest = records.pop();
      records.filter((text) => text.trim()).forEach((text) => heard(record(text)));
    }
  };

  const follow = async () => {
    while (!document.hidden) {
      stream = new AbortController();
      const mine = stream;
      try {
        await listen(mine.signal);
      } catch {
        // It is over, one way or the other.
      }
      if (mine !== stream) return;
      if (document.hidden) break;
      say("Not live since " + new Date().toISOString().slice(11, 19), false);
      await new Promise((go) => setTimeout(go, wait * (1000 + Math.random() * 500)));
      wait = Math.min(30, wait * 2);
      if (mine !== stream) return;
    }
    // It ended in the background: who looks at it again opens another one.
    stream = null;
  };

  const close = () => {
    stream?.abort();
    stream = null;
  };

  const open = () => {
    if (!view || document.hidden || stream) return;
    say("Catching up", false);
    if (hiddenAt && Date.now() - hiddenAt > 600000) refetch();
    follow();
  };

  if (view) {
    let closing = 0;
    document.addEventListener("visibilitychange", () => {
      clearTimeout(closing);
      if (document.hidden) {
        hiddenAt = Date.now();
        closing = setTimeout(close, 30000);
      } else {
        open();
      }
    });
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) {
        close();
        refetch();
      }
      open();
    });
    window.addEventListener("online", open);
    window.addEventListener("pagehide", close);
  }

  // --- logs ----------------------------------------------------------------------------------------------------------
  // A link to a line unfolds its step. What still grows is followed from its begin, line by line, once a frame.
  const unfold = () => {
    const line = location.hash.startsWith("#L") && document.getElementById(location.hash.slice(1));
    const step = line && line.closest("details");
    if (step && !step.open) {
      step.open = true;
      line.scrollIntoView();
    }
  };
  window.addEventListener("hashchange", unfold);
  unfold();

  const log = document.querySelector(".log[data-follow]");
  if (log) {
    const most = 3000;
    const state = document.getElementById("log-state");
    const list = document.createElement("ol");
    let text = "";
    let number = 0;
    let drawn = true;

    // Each line begins with the time at which it came, which is shown if that is wanted.
    const said = (text) => {
      const [, came, rest] = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) ?(.*)$/s.exec(text) || [];
      const at = new Date(came);
      const words = document.createElement("span");
      if (isNaN(at)) {
        words.textContent = text;
        return words;
      }
      if ("times" in log.dataset) {
        const time = document.createElement("time");
        time.className = "soft";
        time.dateTime = came;
        time.textContent = at.toISOString().slice(11, 23);
        words.append(time, " ");
      }
      words.append(rest);
      return words;
    };

    const draw = () => {
      drawn = true;
      const below = window.innerHeight + window.scrollY >= document.body.scrollHeight - 80;
      const lines = text.split("\n");
      text = lines.pop();
      for (const one of lines) {
        const line = document.createElement("li");
        const link = document.createElement("a");
        line.id = "L" + ++number;
        link.href = "#" + line.id;
        link.textContent = number;
        line.append(link, said(one));
        list.append(line);
      }
      while (list.childElementCount > most) list.firstElementChild.remove();
      if (below) window.scrollTo(0, document.body.scrollHeight);
    };

    const added = (event) => {
      if (event.name === "end") {
        if (text && !text.endsWith("\n")) text += "\n";
        draw();
        state.textContent = number + " lines, ended";
        return true;
      }
      if (event.name === "log") {
        text += JSON.parse(event.data).text;
        state.textContent = "live";
        if (drawn) requestAnimationFrame(draw);
        drawn = false;
      }
      return false;
    };

    const tail = async () => {
      let last = "0";
      for (let ended = false; !ended; ) {
        try {
          const answer = await fetch(log.dataset.follow, { headers: { "Last-Event-ID": last } });
          if (!answer.ok) throw new Error(answer.status);
          if (!list.isConnected) log.replaceChildren(list);
          const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
          let rest = "";
          for (let part = await reader.read(); !part.done; part = await reader.read()) {
            const records = (rest + part.value).replace(/\r/g, "").split("\n\n");
            rest = records.pop();
            for (const one of records.map(record)) {
              if (one.id) last = one.id;
              ended = added(one) || ended;
            }
          }
        } catch {
          state.textContent = "not live, asking again";
        }
        if (!ended) await new Promise((go) => setTimeout(go, 2000));
      }
    };
    tail();
  }

  // --- what would be rebuilt ------------------------------------------------------------------------------------------
  // A preview that does not come takes the one before with it: what the button starts is what is chosen.
  for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(failure, (event) => {
      if (event.target.id !== "choice") return;
      document.querySelector("#headline h1").textContent = "It is not known what would be rebuilt.";
      document.getElementById("said").replaceChildren();
      document.getElementById("command").replaceChildren();
      const words = document.createElement("p");
      const status = event.detail.xhr.status;
      words.textContent = status
        ? "The console answered with status " + status + ": load the page again."
        : "The console did not answer: press Preview to ask again.";
      document.getElementById("plan").replaceChildren(words);
    });
  }

  // --- keys ----------------------------------------------------------------------------------------------------------
  let went = 0;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
    const pages = { f: "/fleet", r: "/rebuilds", a: "/activity" };
    if (Date.now() - went < 1000 && pages[event.key]) location.href = pages[event.key];
    went = event.key === "g" ? Date.now() : 0;
    const field = { "/": "find", f: "q" }[event.key];
    const found = field && document.getElementById(field);
    if (found) {
      event.preventDefault();
      found.focus();
    }
  });
})();
