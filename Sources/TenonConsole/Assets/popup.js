// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

// A provider's consent page in a window of its own. Where windows are blocked, the page itself goes there and comes back.

import { send } from "./inplace.js";

const windowName = "tenon-authorization";
const channelName = "tenon.authorization";

/** Opens the window at once, while the browser still believes that a person asked for it. */
function openWindow() {
  const [width, height] = [560, 720];
  const left = Math.max(0, Math.round(screenX + (outerWidth - width) / 2));
  const top = Math.max(0, Math.round(screenY + (outerHeight - height) / 2));
  return window.open("about:blank", windowName, `popup,width=${width},height=${height},left=${left},top=${top}`);
}

function mark(form) {
  const field = form.elements.namedItem("popup");
  if (field) field.value = "1";
}

/** Forms that lead to the provider: into the window. */
function startDepartures() {
  for (const form of document.querySelectorAll("form[data-popup]")) {
    form.addEventListener("submit", () => {
      if (!openWindow()) return;
      form.target = windowName;
      mark(form);
    });
  }
}

/** Forms that make a connection first: this page goes on to the connection's, the window to the provider. */
function startCreations() {
  for (const form of document.querySelectorAll("form[data-departs]")) {
    form.addEventListener("submit", async (event) => {
      const popup = openWindow();
      if (!popup) return;
      event.preventDefault();
      mark(form);
      const path = await send(form, event.submitter);
      const connection = path?.match(/^\/connections\/\d+/)?.[0];
      if (!connection) {
        popup.close();
        return;
      }
      const departure = document.createElement("form");
      departure.method = "post";
      departure.action = `${connection}/authorize`;
      departure.target = windowName;
      departure.hidden = true;
      const values = { "popup": "1", "form-token": document.querySelector('meta[name="form-token"]').content };
      for (const [name, value] of Object.entries(values)) {
        const field = document.createElement("input");
        field.type = "hidden";
        field.name = name;
        field.value = value;
        departure.append(field);
      }
      document.body.append(departure);
      departure.submit();
      location.assign(path);
    });
  }
}

/** A page that shows a connection goes on when its authorization is done, in whichever window. */
function startListening() {
  if (!document.querySelector("form[data-popup], form[data-departs]")) return;
  const channel = new BroadcastChannel(channelName);
  channel.addEventListener("message", (event) => {
    const path = event.data?.path;
    if (typeof path !== "string" || !/^\/connections\/\d+(\?|$)/.test(path)) return;
    // Another tab may show another connection.
    if (path.split("?")[0] !== location.pathname) return;
    if (!event.data.failure) {
      location.assign(path);
      return;
    }
    showFailure(event.data.failure);
    channel.postMessage({ heard: path });
  });
}

/** Says on the connection's page why its authorization came to nothing, in place of what it said before. */
function showFailure({ title, advice }) {
  const form = document.querySelector("template[data-failure]");
  if (!form) return;
  const notice = form.content.firstElementChild.cloneNode(true);
  notice.querySelector("strong").textContent = String(title);
  notice.querySelector("[data-words]").textContent = String(advice);
  for (const old of document.querySelectorAll("[data-answer]")) old.remove();
  form.before(notice);
  notice.tabIndex = -1;
  notice.focus();
}

/** The page in the window, at the end: it tells the one behind it, and closes. */
function startReturn() {
  const done = document.querySelector("[data-popup-done]");
  if (!done) return;
  const channel = new BroadcastChannel(channelName);
  channel.postMessage({ path: done.dataset.popupDone });
  channel.close();
  window.close();
}

/**
 * The page in the window when it came to nothing: it closes once the one behind it, which may still be loading, says
 * that it shows why. When nobody does, the page stays: it says the same.
 */
function startFailure() {
  const failed = document.querySelector("[data-popup-failed]");
  if (!failed) return;
  const path = failed.dataset.popupFailed;
  const failure = {
    title: document.querySelector("h1").textContent,
    advice: document.querySelector("h1 + p").textContent,
  };
  const channel = new BroadcastChannel(channelName);
  const tell = () => channel.postMessage({ path, failure });
  const timer = setInterval(tell, 500);
  channel.addEventListener("message", (event) => {
    if (event.data?.heard !== path) return;
    clearInterval(timer);
    channel.close();
    window.close();
  });
  setTimeout(() => clearInterval(timer), 10_000);
  tell();
}

export function startPopups() {
  startDepartures();
  startCreations();
  startListening();
  startReturn();
  startFailure();
}
