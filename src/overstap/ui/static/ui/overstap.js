/* Small comforts. Every page works without this file. */
(() => {
  "use strict";
  document.documentElement.classList.add("js");

  let said = "";
  const announce = (text) => {
    const region = document.getElementById("aankondiging");
    /* What refreshes itself says only what is new. */
    if (!region || !text || text === said) return;
    said = text;
    region.textContent = "";
    window.setTimeout(() => { region.textContent = text; }, 60);
  };

  const focusFirst = (root) => {
    const told = root.querySelector(".error-summary") || root.querySelector("#berichten > .notice");
    if (told) told.focus();
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy], [data-print]");
    if (button && button.hasAttribute("data-print")) return window.print();
    if (button) {
      const source = document.getElementById(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(source.textContent.trim());
        announce(button.dataset.copied || "Gekopieerd");
        button.textContent = button.dataset.copied || "Gekopieerd";
      } catch {
        window.getSelection().selectAllChildren(source);
      }
      return;
    }
    /* The account menu closes when someone clicks beside it. */
    document.querySelectorAll(".whoami details[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll(".whoami details[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  /* A link in the error summary goes to the field itself. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".error-summary a[href^='#']");
    const field = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!field) return;
    event.preventDefault();
    const control = field.matches("input, select, textarea") ? field : field.querySelector("input, select, textarea");
    (control || field).focus();
    field.scrollIntoView({ block: "center" });
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.elt || event.target;
    if (!target.querySelector) return;
    const speaker = target.matches("[data-announce]") ? target : target.querySelector("[data-announce]");
    announce(speaker && speaker.dataset.announce);
    if (target.id !== "inhoud") return focusFirst(target);
    /* The whole page came anew: who was in it stays in it. */
    if (!target.contains(document.activeElement)) target.focus({ preventScroll: true });
  });

  /* An answer from another address is another page: the sign-in page, after a long while. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    const answered = event.detail.xhr.responseURL;
    const asked = event.detail.pathInfo && event.detail.pathInfo.requestPath;
    if (!answered || !asked) return;
    if (new URL(answered).pathname === new URL(asked, window.location.href).pathname) return;
    event.detail.shouldSwap = false;
    window.location.assign(window.location.href);
  });

  /* What failed says so, beside what was pressed or to whoever listens. */
  const failed = (event) => {
    const place = event.detail.elt && event.detail.elt.querySelector(".filter-failed");
    const text = document.body.dataset.failed;
    if (!place) return announce(text);
    place.hidden = false;
    place.textContent = text;
  };
  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach((name) => document.addEventListener(name, failed));
  document.addEventListener("htmx:beforeRequest", (event) => {
    const place = event.detail.elt.querySelector(".filter-failed");
    if (place) place.hidden = true;
    /* Who asks again is answered again. */
    if (event.detail.elt.matches("form")) said = "";
  });

  /* On paper everything is open that is not a form; afterwards as before. */
  const folded = () => [...document.querySelectorAll("main details:not([open])")].filter((one) => !one.querySelector("form, input, textarea, select"));
  let opened = [];
  window.addEventListener("beforeprint", () => { opened = folded(); opened.forEach((one) => { one.open = true; }); });
  window.addEventListener("afterprint", () => { opened.forEach((one) => { one.open = false; }); });
})();
