/* A file to take away: the answers lie in the page.  In the live view nothing here has an effect. */
(() => {
  K.boardAllows = () => true;
  K.boardHolds = () => true;
})();
