//! What travels: frames, messages, the sans-I/O session.
