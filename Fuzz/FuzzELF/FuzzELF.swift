import Foundation
import RISCV
import ShippedGuests

/// Any bytes as an executable: they load or are refused; what loads runs for a while.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzELF(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    do throws(ELFError) {
        let program = try Program(elf: bytes)
        run(program)
    } catch {
        precondition(!error.description.isEmpty)
    }
    return 0
}

private func run(_ program: Program) {
    do throws(ProgramFault) {
        let report = try Machine.run(program, input: [1, 2, 3, 4, 5], limits: ExecutionLimits(maximumCycles: 1 << 14, maximumPages: 256))
        precondition(report.cycles <= 1 << 14 && report.journal.count <= ExecutionLimits.maximumJournalBytes)
    } catch {
        precondition(error.cycle <= 1 << 14 && !error.description.isEmpty)
    }
}

/// Writes the shipped guests as seeds when the script asks for them.
@_cdecl("LLVMFuzzerInitialize")
public func initializeFuzzELF(_ count: UnsafeMutableRawPointer, _ words: UnsafeMutableRawPointer) -> CInt {
    guard let directory = ProcessInfo.processInfo.environment["BURHAN_FUZZ_SEEDS"] else { return 0 }
    for guest in ShippedGuest.allCases {
        let file = URL(fileURLWithPath: directory).appendingPathComponent(guest.rawValue)
        guard (try? Data(guest.elf).write(to: file)) != nil else { return 1 }
    }
    return 0
}
