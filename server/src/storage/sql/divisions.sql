SELECT code, name, level, parent FROM division ORDER BY code
