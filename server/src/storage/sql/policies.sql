SELECT version, toml FROM policy ORDER BY known_from, version
