INSERT INTO grade_again (space, record) VALUES ($1, $2) ON CONFLICT (space, record) DO NOTHING
