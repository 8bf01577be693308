SELECT space, record, author, day, urgency, category, arrived_at, state, owing, due FROM problem_item WHERE space = $1 AND record = $2
