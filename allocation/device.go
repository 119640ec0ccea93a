package allocation

import "math/bits"

// Model 3, per computer (SPEC §5): a pool is spread over cells of cost centre
// and class by class weight × device-days. Staff computers and pupils' 1-to-1
// computers are the classes; a pupil's computer usually weighs less.
//
// Example: 1 000,00 kr in a month with 31 days over 10 staff computers (weight
// 1) and 25 pupils' computers (weight 0.4) of one school: the cells weigh
// 310 and 310, and bear 500,00 each.

// classWeights returns class weight × item-days for each cell whose class is
// in the set, zero for the others.
func classWeights(d *Driver, classes ClassSet) ([]int64, error) {
	weights := make([]int64, len(d.Count))
	for i, count := range d.Count {
		class := int(d.Object[i])
		if !classes.Has(class) {
			continue
		}
		hi, lo := bits.Mul64(uint64(d.Weight[class]), uint64(count))
		if hi != 0 || int64(lo) < 0 {
			return nil, ErrOverflow
		}
		weights[i] = int64(lo)
	}
	return weights, nil
}
