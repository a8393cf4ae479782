/* A link holds its code after "#", which no server sees: put it in the field, take it out of the bar. */
(() => {
  "use strict";
  const field = document.querySelector("[data-from-fragment]");
  const code = decodeURIComponent(window.location.hash.slice(1));
  if (!field || field.value || !/^[0-9A-Za-z-]{8,60}$/.test(code)) return;
  field.value = code;
  window.history.replaceState(null, "", window.location.pathname);
})();
