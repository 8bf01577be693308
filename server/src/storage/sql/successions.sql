SELECT code, successor, from_day FROM division_successor ORDER BY code, from_day
