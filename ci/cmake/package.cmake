# What `cmake --install` puts where other projects find it: the codec's library and headers, a
# CMake package, and a file for pkg-config. All paths in them are relative to themselves, so that
# the installed tree may be moved.
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/mcspec)
set(include_dir ${CMAKE_INSTALL_INCLUDEDIR}/mcspec)
set(generated ${CMAKE_CURRENT_BINARY_DIR}/package)

set_target_properties(mcspec_codec PROPERTIES EXPORT_NAME codec)
install(TARGETS mcspec_codec EXPORT mcspec
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT codec
  FILE_SET HEADERS DESTINATION ${include_dir} COMPONENT codec
  # A CMake before 3.23 does not know file sets.
  INCLUDES DESTINATION ${include_dir})
install(EXPORT mcspec NAMESPACE mcspec:: FILE mcspec-targets.cmake
  DESTINATION ${package_dir} COMPONENT codec)

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/mcspec-config.cmake.in
  ${generated}/mcspec-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${generated}/mcspec-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${generated}/mcspec-config.cmake ${generated}/mcspec-config-version.cmake
  DESTINATION ${package_dir} COMPONENT codec)

set(pkgconfig_dir ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH to_prefix ${pkgconfig_dir} ${CMAKE_INSTALL_PREFIX})
file(RELATIVE_PATH to_libraries ${pkgconfig_dir} ${CMAKE_INSTALL_FULL_LIBDIR})
file(RELATIVE_PATH to_headers ${pkgconfig_dir} ${CMAKE_INSTALL_FULL_INCLUDEDIR}/mcspec)
list(JOIN MCSPEC_CODEC_ISA_FLAGS_${MCSPEC_CODEC_ISA} " " isa_flags)
configure_file(${CMAKE_CURRENT_LIST_DIR}/mcspec-codec.pc.in ${generated}/mcspec-codec.pc @ONLY)
install(FILES ${generated}/mcspec-codec.pc
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT codec)
