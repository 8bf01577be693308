SELECT id, created_at FROM deployment WHERE one = 1
