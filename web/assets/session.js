// Says two minutes before a session ends that it ends, and hides the page once it has. Nothing needs this:
// the foot of each page says when the session ends, and the portal itself ends it.
//
// The server says how many seconds are left, since a browser's clock may be wrong; of these some went by on the
// way here. Nothing is read out while the time runs: a timer is silent.
"use strict";

(() => {
  const warning = document.getElementById("session-warning");
  const over = document.getElementById("session-over");
  if (!warning?.showModal || !over) return;

  const SECONDS_BEFORE = 120;
  const ON_THE_WAY = 5;
  const { browser } = warning.dataset;
  const language = document.documentElement.lang;
  const title = document.title;
  const timer = document.getElementById("session-timer");
  const trouble = document.getElementById("session-trouble");
  const still = document.getElementById("session-still-over");
  // What a stranger at the screen must not see, and what no longer does anything.
  const hidden = document.querySelectorAll("main, .portal-menu, .portal-sign-out, .portal-session");
  // Other pages of this browser share the session.
  const others = "BroadcastChannel" in window ? new BroadcastChannel("session") : null;

  const here = (seconds) => Date.now() + (seconds - ON_THE_WAY) * 1000;
  let ends = { at: warning.dataset.ends, here: here(Number(warning.dataset.left)) };
  let wavedAway = false;
  let ended = false;
  let next;

  const left = () => Math.ceil((ends.here - Date.now()) / 1000);

  function show() {
    const seconds = Math.max(left(), 0);
    timer.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }

  function tick() {
    clearTimeout(next);
    if (ended) return;
    if (left() <= 0) return end();
    const near = left() <= SECONDS_BEFORE;
    if (near && !wavedAway && !warning.open) {
      trouble.hidden = true;
      show();
      warning.showModal();
    } else if (warning.open) {
      show();
    }
    const wait = warning.open ? 1000 : near ? ends.here - Date.now() : ends.here - Date.now() - SECONDS_BEFORE * 1000;
    next = setTimeout(tick, Math.max(wait, 250));
  }

  function end() {
    ended = true;
    clearTimeout(next);
    warning.close();
    for (const part of hidden) part.hidden = true;
    still.hidden = true;
    over.hidden = false;
    document.title = over.dataset.title;
    over.focus();
  }

  function goesOn(later) {
    ends = later;
    wavedAway = false;
    const time = new Date(later.at).toLocaleTimeString(language === "es" ? "es-US" : "en-US", {
      timeZone: "America/Chicago", hour: "numeric", minute: "2-digit", hourCycle: language === "es" ? "h23" : "h12",
    });
    for (const place of document.querySelectorAll("[data-session-time]")) place.textContent = time;
    warning.close();
    if (ended) {
      ended = false;
      for (const part of hidden) part.hidden = false;
      over.hidden = true;
      document.title = title;
      document.getElementById("main").focus();
    }
    tick();
  }

  // Whoever has signed in since may be somebody else: the browser is another one then, and this page is not theirs.
  function heard({ browser: theirs, ...later }) {
    if (theirs !== browser) return ended || end();
    if (later.here > ends.here + 1000) goesOn(later);
  }

  function tell() {
    others?.postMessage({ ...ends, browser });
  }

  async function renew(failed) {
    let answer;
    try {
      answer = await fetch("/session", { headers: { accept: "application/json" }, cache: "no-store", redirect: "error" });
    } catch {
      return failed();
    }
    if (answer.status === 401) return ended ? failed() : end();
    if (!answer.ok) return failed();
    const session = await answer.json();
    if (session.browser !== browser) return ended ? failed() : end();
    goesOn({ at: session.ends, here: here(session.left) });
    tell();
  }

  document.getElementById("session-stay").addEventListener("click", () => renew(() => { trouble.hidden = false; }));
  document.getElementById("session-again").addEventListener("click", () => renew(() => { still.hidden = false; }));
  // Escape closes it, which is no answer: the session ends when it ends.
  warning.addEventListener("cancel", () => { wavedAway = true; });
  if (others) others.onmessage = (message) => heard(message.data);
  // A page in the background, or on a sleeping machine, keeps no time.
  for (const wakes of ["visibilitychange", "pageshow", "focus"]) window.addEventListener(wakes, tick);

  tell();
  tick();
})();
