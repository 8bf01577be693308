INSERT INTO problem_item (space, record, author, day, urgency, category, arrived_at, state, owing, due)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (space, record) DO UPDATE SET author = excluded.author, day = excluded.day, urgency = excluded.urgency,
  category = excluded.category, arrived_at = excluded.arrived_at, state = excluded.state, owing = excluded.owing, due = excluded.due
