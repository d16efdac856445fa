using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Usher.Migrations.Postgres.Steps
{
    /// <inheritdoc />
    public partial class DeviceRequestAssurance : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "assurance",
                table: "device_requests",
                type: "character varying(40)",
                maxLength: 40,
                nullable: false,
                defaultValue: "TypedAddress");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "assurance",
                table: "device_requests");
        }
    }
}
