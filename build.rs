//! Forms and rule releases are embedded in the program: a change to one is a change to the program.

fn main() {
    for folder in ["schemas", "rules", "migrations", "reports"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
