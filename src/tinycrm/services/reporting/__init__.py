"""Reports: one module a family reads what its reports and KPIs need of the store and hands it to the formulas."""
