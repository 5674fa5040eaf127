// The reply to Start comes in two parts: what everybody with the form receives (faces, shared stems), and one's own order.
// Here they become the items as the screen shows them.

export function unfold({ faces, order, ...rest }) {
  const items = order.map(([item, places], index) => {
    const { kind, html, options, stimulus } = faces[item];
    return { item, position: index + 1, kind, html, options: places.map((place) => options[place]), stimulus };
  });
  return { ...rest, items };
}
