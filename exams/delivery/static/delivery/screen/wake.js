// Asks the device not to darken the screen while a paper is being answered; where it refuses nothing is lost.

export function keepAwake(finished) {
  const ask = () => {
    if (!document.hidden && !finished()) navigator.wakeLock?.request("screen").catch(() => {});
  };
  document.addEventListener("visibilitychange", ask); // the lock ends whenever the page is hidden
  ask();
}
