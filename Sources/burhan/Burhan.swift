@main struct Burhan { static func main() {} }
