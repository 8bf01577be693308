INSERT INTO decision_item (space, record, what, author, day, level, due, settled) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (space, record) DO UPDATE SET what = excluded.what, author = excluded.author, day = excluded.day,
  level = excluded.level, due = excluded.due, settled = excluded.settled
