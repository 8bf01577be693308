INSERT INTO review_return (space, review, diary, cadre, day, number, arrived_at, over)
VALUES ($1, $2, $3, $4, $5, $6, NULL, 0)
ON CONFLICT (space, review) DO NOTHING
