//! The command line of restitch.
fn main() -> std::process::ExitCode {
    restitch::shell::main()
}
