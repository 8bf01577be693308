INSERT INTO stay_said (space, record, written_on) VALUES ($1, $2, $3)
ON CONFLICT (space, record) DO UPDATE SET written_on = excluded.written_on
