INSERT INTO work_group (lead_unit, unit, county) VALUES ($1, $2, $3) ON CONFLICT (lead_unit, county, unit) DO NOTHING
