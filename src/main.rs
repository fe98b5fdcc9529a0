use std::io::Read;
fn main() {
    let lang = std::env::args().nth(1).unwrap();
    let mut text = String::new(); std::io::stdin().read_to_string(&mut text).unwrap();
    let source = di_gen::source::Source::new("di-gen.yaml", text);
    let topology = match di_gen::read(&source) { Ok(t) => t, Err(f) => { for d in f { eprintln!("{}\n", source.render(&d, false)); } std::process::exit(2) } };
    let plan = di_gen::plan(&topology);
    let files = match lang.as_str() {
        "bicep" => di_gen::render::bicep(&plan, false),
        "arm" => di_gen::render::arm(&plan),
        _ => di_gen::render::terraform(&plan, di_gen::render::Frame::Root),
    };
    let files = match files { Ok(f) => f, Err(f) => { for d in f { eprintln!("{}\n", source.render(&d, false)); } std::process::exit(2) } };
    for f in files { println!("=== {}\n{}", f.path, f.text); }
}
