import Testing
import RISCV
