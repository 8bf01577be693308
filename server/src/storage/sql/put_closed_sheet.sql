INSERT INTO closed_sheet (space, sheet, at) VALUES ($1, $2, $3) ON CONFLICT (space, sheet) DO NOTHING
