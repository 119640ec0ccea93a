// Package chart draws the pictures of the pages as inline SVG: stacked columns, the flow from costs to bills, the bars
// of table rows, the floating bars of a waterfall, small lines.
//
// It owns geometry only. Amounts arrive as whole öre and are exact wherever they are written; floats are pixels and
// nothing else. Colours come from the classes of the style sheet, so that theme, paper and forced colours follow, and
// there are no inline styles. Names are escaped here: what leaves is safe to put into a page.
//
// Pictures that stand alone have role="img" and a title that states what they show. Pictures in a table row are
// hidden from readers, for the numbers beside them say the same. Lengths are given in percent of the width wherever
// the form allows, so that text keeps its size at every width; only the flow is scaled, and has a least width.
//
// Decisions:
//   - A bar shorter than a pixel is drawn as one pixel: what costs money is seen.
//   - A stacked segment under 4 px has no gap to its neighbours, for the gap would hide it.
//   - A negative amount in a flow is drawn the other way, as money that comes from its receiver.
package chart
