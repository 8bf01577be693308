//! The phone's use cases, sync driver and command line.
