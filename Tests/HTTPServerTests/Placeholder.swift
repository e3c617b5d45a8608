import Testing
import HTTPServer
