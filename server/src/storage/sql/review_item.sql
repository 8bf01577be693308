SELECT space, record, cadre, day, arrived_at, heads, odd, sampled, town, county, city FROM review_item WHERE space = $1 AND record = $2
