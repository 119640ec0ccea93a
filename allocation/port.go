package allocation

// Model 5, per network unit in use (SPEC §5): as model 3, over cells of cost
// centre and class by class weight × port-days. The classes are connections,
// switches and access points; a switch usually weighs more than a connection.
// [classWeights] and [priceCells] serve both models.
